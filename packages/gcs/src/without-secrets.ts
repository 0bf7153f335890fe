/** A text of a service or a client without its credentials: tokens, signatures, a local cloud's secret. */
export function withoutSecrets(text: string): string {
  return (
    text
      // The address says less than the reason.
      .replace(/request to \S+ failed, reason: /g, '')
      .replace(/(https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?)\/[^\s'"]*/gi, '$1/…')
      .replace(/(https?:\/\/)[^\s/?#'"]+@/gi, '$1')
      .replace(/(Bearer\s+|ya29\.|(?:access|refresh|id)_token"?[=:]\s*"?)[\w.~+/%=-]+/gi, '$1…')
      .replace(/([?&](?:X-(?:Goog|Amz)-[\w-]+|sig|Signature|token|key|upload_id)=)[^&\s'"]+/gi, '$1…')
  );
}
