export interface Token {
  readonly kind: 'word' | 'text' | 'operator' | 'mark';
  readonly text: string;
}

const TOKEN = /\s+|([()])|(=~|!~|!=|<=|>=|=|<|>|:)|"((?:[^"\\]|\\.)*)"|([^\s()=!<>:"]+)/gy;

/** The words, texts, operators and parentheses of a filter. A dash before a term is NOT. Throws what `invalid` makes. */
export function tokensOf(filter: string, invalid: (what: string) => Error): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  let end = 0;
  for (let match = pattern.exec(filter); match !== null; match = pattern.exec(filter)) {
    end = pattern.lastIndex;
    const [, mark, operator, text, word] = match;
    const isValue = tokens.at(-1)?.kind === 'operator';
    if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (text !== undefined) {
      // In a regular expression a backslash is the expression's own.
      const isPattern = isValue && /^[=!]~$/.test(tokens.at(-1)?.text ?? '');
      tokens.push({ kind: 'text', text: text.replace(isPattern ? /\\(")/g : /\\(.)/g, '$1') });
    } else if (word !== undefined) {
      const isNegated = word.startsWith('-') && !isValue && !/^-\d/.test(word);
      if (isNegated) tokens.push({ kind: 'word', text: 'NOT' });
      const bare = isNegated ? word.slice(1) : word;
      if (bare !== '') tokens.push({ kind: 'word', text: bare });
    }
  }
  if (end < filter.length) throw invalid(`not understood from '${filter.slice(end, end + 20)}' on`);
  return tokens;
}
