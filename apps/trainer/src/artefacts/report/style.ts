/** Light and dark by the reader's own setting; one column, readable on a phone; ink on white on paper. */
export const STYLE: string = `
:root{color-scheme:light dark;--ink:#1d2433;--soft:#5b6475;--line:#e3e6ec;--paper:#fff;--ground:#f6f7f9;--accent:#b45309;--deep:29,78,137}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaf0;--soft:#a0a8b8;--line:#2c3240;--paper:#12151c;--ground:#1a1f29;--accent:#fbbf24;--deep:125,180,245}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:800px;margin:0 auto;padding:40px 20px 80px}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .4em}
h2{font-size:1.15rem;margin:2.6em 0 .6em;padding-top:1.2em;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:0 0 .6em}
p{margin:.5em 0;max-width:65ch}
.lead{font-size:1.15rem}
.lead strong{color:var(--accent)}
.soft,figcaption{color:var(--soft);font-size:.9rem}
figure{margin:1.2em 0}
svg{display:block;width:100%;height:auto;overflow:visible}
figcaption{margin-top:.6em;max-width:70ch}
.wide{overflow-x:auto}
.wide:focus-visible{outline:2px solid var(--accent);outline-offset:4px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.93rem}
th,td{text-align:right;padding:.45em .7em;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0;white-space:normal}
thead th{color:var(--soft);font-weight:600}
tbody th{font-weight:400}
code.whole{white-space:nowrap}
code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.88em;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3em 1.2em;margin:0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.tick{fill:var(--soft);font-size:13px}.name{fill:var(--ink);font-size:13px;font-weight:600}
.grid{stroke:var(--line)}.axis,.zero{stroke:var(--soft)}.zero{stroke-dasharray:3 4}
.other{fill:none;stroke:var(--accent);stroke-width:2;stroke-dasharray:7 5}.range{fill:none;stroke:var(--ink);stroke-width:1.2;opacity:.75}
.fit,.curve{fill:none;stroke:var(--accent);stroke-width:2.5;stroke-linecap:round}
.band{fill:rgba(var(--deep),.22)}.bar{fill:rgba(var(--deep),.75)}.ground{fill:var(--ground)}
.place{fill:var(--accent)}.label{fill:var(--ink);font-size:13px;font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.few{fill:none;stroke:var(--line)}.key-name{color:var(--soft);font-size:.85rem;margin:.8em 0 0}.key{list-style:none;display:flex;flex-wrap:wrap;gap:.2em 1em;margin:.2em 0 0;padding:0;font-size:.85rem}
.swatch{display:inline-block;width:18px;height:12px;margin-right:.4em;border-radius:2px}.swatch.few{border:1px solid var(--soft)}.line-fit,.line-other,.line-range{height:0;vertical-align:middle;border-top:3px solid var(--accent)}.line-other{border-top-style:dashed}.line-range{border-top:2px solid var(--ink)}.band-swatch{background:rgba(var(--deep),.22)}
.bars .space{width:45%;padding-right:0}.length{display:block;height:14px;border-radius:2px;background:rgba(var(--deep),.75)}
.s0{fill:rgba(var(--deep),.10);background:rgba(var(--deep),.10)}.s1{fill:rgba(var(--deep),.20);background:rgba(var(--deep),.20)}.s2{fill:rgba(var(--deep),.32);background:rgba(var(--deep),.32)}.s3{fill:rgba(var(--deep),.45);background:rgba(var(--deep),.45)}
.s4{fill:rgba(var(--deep),.58);background:rgba(var(--deep),.58)}.s5{fill:rgba(var(--deep),.72);background:rgba(var(--deep),.72)}.s6{fill:rgba(var(--deep),.86);background:rgba(var(--deep),.86)}.s7{fill:rgb(var(--deep));background:rgb(var(--deep))}
@media (max-width:560px){main{padding:24px 16px 60px}h1{font-size:1.4rem}.tick,.name,.label{font-size:20px}.name{transform:translateY(-5px)}.tick.below{transform:translateY(10px)}.name.below{transform:translateY(16px)}th,td{white-space:normal}th,td{padding:.4em .35em}th:first-child{min-width:3.7em}
.bars .space{width:17%}dl{grid-template-columns:1fr}dt{margin-top:.4em}}
@media print{:root{--ink:#000;--soft:#444;--line:#ccc;--paper:#fff;--ground:#f4f4f4;--accent:#b45309;--deep:29,78,137}main{max-width:none;padding:0}h2{margin-top:1.4em;padding-top:.8em}figure svg{max-height:7cm}figure,table,.key,tr,dl,p{break-inside:avoid}.bars,table:has(code){break-inside:auto}h2,h3,.key-name,p:has(+table),p:has(+.wide){break-after:avoid}.wide+p{break-before:avoid}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`.trim();
