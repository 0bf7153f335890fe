import { join } from 'node:path';
import { createBucketStore, createFileStore } from '../src/index.ts';
import { cloudAndStore, temporaryFolder } from './support/clouds.ts';
import { contractSuite } from './support/contract-suite.ts';

contractSuite('the file store', async () => ({
  store: createFileStore(),
  root: `${join(await temporaryFolder(), 'files')}/`,
}));

contractSuite('the bucket store, over the official client,', async () => {
  const { store } = await cloudAndStore();
  return { store, root: 'gs://local-bucket/some/' };
});

const bucket = process.env.TAXIFARE_TEST_BUCKET;
if (bucket === undefined) {
  console.warn('NOT RUN: the contract over a real bucket; TAXIFARE_TEST_BUCKET is not set');
} else {
  let run = 0;
  contractSuite('a real bucket', async () => ({
    store: createBucketStore(),
    root: `gs://${bucket}/contract-${Date.now()}-${run++}/`,
  }));
}
