import type { Refusal } from './refusal.ts';

/** No Google API answered: proxies, names, certificates, time. */
export const NETWORK_REFUSALS: readonly Refusal[] = [
  {
    name: 'not an API',
    isForeign: true,
    explain: ({ message }) => ({
      what: `something that is not Google's API answers, ${message}`,
      hint: /status 407/.test(message)
        ? 'a proxy wants a login: put name and password into HTTPS_PROXY, or let *.googleapis.com pass'
        : `a proxy or a network's login page, most often: open a page in a browser, check HTTPS_PROXY, or unset AIPLATFORM_API_ENDPOINT and LOGGING_API_ENDPOINT`,
    }),
  },
  {
    name: 'certificate',
    text: /certificate|self.signed|UNABLE_TO_(VERIFY|GET)|CERT_/i,
    explain: ({ message }) => ({
      what: `the connection is not trusted, ${message}`,
      hint: "a proxy that opens TLS, most often: give its certificate in NODE_EXTRA_CA_CERTS; and check this machine's clock",
    }),
  },
  {
    name: 'no such host',
    text: /ENOTFOUND|EAI_AGAIN|getaddrinfo/,
    explain: ({ message }, { region }) => ({
      what: `the address of the service is not to be had, ${message}`,
      hint: `check the network, and that ${region} is a region`,
    }),
  },
  {
    name: 'endpoint does not know the call',
    codes: ['UNIMPLEMENTED'],
    explain: ({ message }, { region }) => ({
      what: `the endpoint does not know this call, ${message}`,
      hint: `the API of a region answers for that region alone; is ${region} right, and AIPLATFORM_API_ENDPOINT unset?`,
    }),
  },
  {
    name: 'internal',
    codes: ['INTERNAL', 'DATA_LOSS'],
    explain: ({ message }) => ({
      what: `the service has an error of its own, ${message}`,
      hint: 'try again in a minute; https://status.cloud.google.com shows what is known',
    }),
  },
  {
    name: 'no answer',
    codes: ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED'],
    explain: ({ message }, { region }) => ({
      what: `no answer from the service in ${region}, ${message}`,
      hint: 'check the network, and try again',
    }),
  },
];
