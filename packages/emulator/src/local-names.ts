/** What everything on the local cloud belongs to. */
export const LOCAL_PROJECT = 'local-project';
export const LOCAL_BUCKET = 'local-bucket';
export const LOCAL_REGION = 'europe-west1';
