/** The names of what stands in for Google Cloud on this machine, and the classic's paths in a bucket. */
export const LOCAL_BUCKET = 'local-bucket';
export const LOCAL_PROJECT = 'local-project';
/** The local cloud's folder in the repository, unless `TAXIFARE_LOCAL_CLOUD` names another. */
export const LOCAL_FOLDER = '.local-cloud';
/** The sample: an object of the local bucket, and a file of the repository. */
export const SAMPLE = 'data/train_1k.csv';
/** Where a trained model lies, in a bucket and below the folder that one stands in. */
export const MODEL_FOLDER = 'models/simpletaxifare';
