/** How every package's tests run: `vitest run --config ../../vitest.config.ts`, in the package's own folder. */
export default {
  test: {
    // For a busy machine of two cores: what waits for processes, a browser, gcloud. Nothing else is near it.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // `pnpm test` counts from the second.
    reporters: ['default', 'json'],
    outputFile: { json: 'test-report.json' },
  },
};
