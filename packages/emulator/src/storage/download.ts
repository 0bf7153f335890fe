import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { corruptBody } from '../faults/corrupt-body.ts';
import type { FaultName, FaultRule } from '../faults/faults.ts';
import type { Call } from '../http/routes.ts';
import { rangeIn, type ServedRange } from './byte-range.ts';
import type { StoredObject } from './object-record.ts';
import { etagOf, hashHeader } from './resources.ts';

const DOWNLOAD_FAULTS: readonly FaultName[] = [
  'cut-body',
  'slow-body',
  'flipped-bit',
  'whole-for-range',
  'wrong-range',
  'stale-generation',
];

/** Answers with an object's bytes in an open file, or the range of them that is asked for. */
export async function sendMedia(call: Call, object: StoredObject, file: FileHandle): Promise<void> {
  const { request, response } = call;
  const { attributes, size } = object;
  const fault = call.takeFault(DOWNLOAD_FAULTS);
  const asked = rangeIn(request.headers, size);
  const isGzip = attributes.contentEncoding === 'gzip';
  const isFixed = /\bno-transform\b/i.test(attributes.cacheControl ?? '');
  if (isGzip && !isFixed && !takesGzip(request.headers['accept-encoding']) && (await beginsAsGzip(file))) {
    response.writeHead(200, {
      ...headersOf(object, fault),
      'x-goog-stored-content-encoding': 'gzip',
      vary: 'Accept-Encoding',
    });
    await send([file.createReadStream({ start: 0, autoClose: false }), createGunzip()], response);
    return;
  }
  const served = fault?.name === 'whole-for-range' ? undefined : rangeServed(asked, size, fault);
  const { start, end } = served ?? { start: 0, end: size };
  const headers = {
    ...headersOf(object, fault),
    'content-length': end - start,
    'x-goog-stored-content-encoding': isGzip ? 'gzip' : 'identity',
    'x-goog-stored-content-length': size,
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
    ...(served === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
  };
  response.writeHead(served === undefined ? 200 : 206, headers);
  if (request.method === 'HEAD' || start === end) {
    response.end();
    return;
  }
  const bytes = file.createReadStream({ start, end: end - 1, highWaterMark: 256 * 1024, autoClose: false });
  await send(fault === undefined ? [bytes] : [bytes, corruptBody(end - start, fault, response)], response);
}

/** Whether an Accept-Encoding takes gzip (RFC 9110, 12.5.3): weight 0 does not. */
function takesGzip(header: string | string[] | undefined): boolean {
  const weights = new Map<string, number>();
  for (const item of String(header ?? '').split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(coding, weight === undefined ? 1 : Number(weight));
  }
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0;
}

/** What only says that it is gzip goes out as it is. */
async function beginsAsGzip(file: FileHandle): Promise<boolean> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
}

function rangeServed(
  asked: ServedRange | undefined,
  size: number,
  fault: FaultRule | undefined,
): ServedRange | undefined {
  if (asked === undefined || fault?.name !== 'wrong-range') return asked;
  const { start, end } = asked;
  return start > 0
    ? { start: start - 1, end: end - 1 }
    : { start: 0, end: Math.max(1, end - 1 < size ? end - 1 : size - 1) };
}

function headersOf(object: StoredObject, fault: FaultRule | undefined): Record<string, string | number> {
  const { attributes, generation, metageneration, updated } = object;
  const stale = fault?.name === 'stale-generation' ? 1 : 0;
  const optional = {
    'cache-control': attributes.cacheControl,
    'content-disposition': attributes.contentDisposition,
    'content-language': attributes.contentLanguage,
  };
  return {
    'accept-ranges': 'bytes',
    'content-type': attributes.contentType ?? 'application/octet-stream',
    etag: etagOf(object),
    'last-modified': new Date(updated).toUTCString(),
    'x-goog-generation': generation - stale,
    'x-goog-metageneration': metageneration,
    'x-goog-hash': hashHeader(object),
    'x-goog-storage-class': 'STANDARD',
    ...Object.fromEntries(
      Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}

/** A client that has enough and hangs up is no error. */
async function send(stages: readonly [Readable, Duplex?], response: ServerResponse): Promise<void> {
  const [bytes, change] = stages;
  try {
    await (change === undefined ? pipeline(bytes, response) : pipeline(bytes, change, response));
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}
