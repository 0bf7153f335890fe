/**
 * What is no API's answer: proxies, names, certificates, time. Sources: REPO#N is an issue or pull request of github.com/REPO, a path after it a file of it; "after" an address are
 * texts that are made by what it says, where nobody has shown one; measured are those that were seen.
 */
import type { RefusalCase } from './refusal-case.ts';

export const OF_NETWORKS: readonly RefusalCase[] = [
  {
    source: 'googleapis/google-cloud-node#4131',
    code: 'UNIMPLEMENTED',
    text: 'Received HTTP status code 404',
    refusal: 'endpoint does not know the call',
    advice: /is europe-west1 right/,
  },
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#2530',
    code: 'INTERNAL',
    text: 'Internal error encountered.',
    refusal: 'internal',
    advice: /status\.cloud\.google\.com/,
  },
  {
    source: 'GoogleCloudPlatform/agent-starter-pack#158',
    code: 'UNAVAILABLE',
    text: 'failed to connect to all addresses; last error: UNKNOWN: ipv6: connect: No route to host (65)',
    refusal: 'no answer',
    advice: /check the network/,
  },
  {
    source: 'measured: Node 24.21',
    code: 'UNAVAILABLE',
    text: 'getaddrinfo ENOTFOUND europe-west9000-aiplatform.googleapis.com',
    refusal: 'no such host',
    advice: /europe-west1 is a region/,
  },
  {
    source: 'google/clasp#1071',
    code: 'UNAVAILABLE',
    text: 'self-signed certificate in certificate chain',
    refusal: 'certificate',
    advice: /NODE_EXTRA_CA_CERTS/,
  },
  {
    source: 'googleapis/nodejs-ai-platform#453',
    code: 'DEADLINE_EXCEEDED',
    text: 'Deadline exceeded',
    refusal: 'no answer',
    advice: /try again/,
  },
  {
    source: 'googleapis/python-aiplatform#117, in google-gax',
    code: 'INTERNAL',
    text: 'Error response from RPC GetCustomJob with status 502 could not be decoded: the response body is not JSON: <html><head><title>502 Bad Gateway</title></head></html>',
    refusal: 'not an API',
    advice: /HTTPS_PROXY/,
  },
  {
    source: 'GoogleCloudPlatform/iap-desktop#851, in google-gax',
    code: 'UNKNOWN',
    text: 'Error response from RPC CreateCustomJob with status 407 could not be decoded: the response body is not JSON: <html><body>Proxy Authentication Required</body></html>',
    refusal: 'not an API',
    advice: /name and password/,
  },
  {
    source: 'mukulpatnaik/researchgpt#40',
    code: 'UNAVAILABLE',
    text: 'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
    refusal: 'not an API',
    advice: /login page/,
  },
  {
    source: 'denar90/mobile-friendly#5, in google-gax',
    code: 'INTERNAL',
    text: 'Error response from RPC GetCustomJob with status 502 could not be decoded: the response body is not JSON: <!DOCTYPE html><html lang=en><title>Error 502 (Server Error)!!1</title></html>',
    refusal: 'not an API',
    advice: /HTTPS_PROXY/,
  },
];
