import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import * as model from '../src/model/index.ts';

test('the doors of the package are these names and no others', () => {
  expect(Object.keys(core).sort()).toEqual([
    'ALONE',
    'BLOCK_BYTES',
    'DEFAULT_RULES',
    'DISTANCE_AXIS_KM',
    'DROP_REASONS',
    'DataError',
    'EARTH_RADIUS_KM',
    'FARE_AXIS_USD',
    'HELD_OUT',
    'KEPT',
    'MAP_LAT_AXIS_DEG',
    'MAP_LON_AXIS_DEG',
    'MAX_HEADER_BYTES',
    'PICTURE_LENGTH',
    'TRIP_COLUMNS',
    'clean',
    'countAt',
    'createCsvReader',
    'droppedAt',
    'emptyMoments',
    'emptySummary',
    'haversineBatch',
    'haversineKm',
    'holdOut',
    'mergeMoments',
    'mergePicture',
    'mergeSummaries',
    'momentsOf',
    'parseHeader',
    'parseMoments',
    'parseSummary',
    'summarize',
    'summaryOfLines',
    'tallyPicture',
  ]);
  expect(Object.keys(model).sort()).toEqual([
    'METRIC_DEFINITIONS',
    'createModel',
    'evaluate',
    'fit',
    'formatJoblib',
    'formatModel',
    'parseModel',
    'predictFareUsd',
    'predictionIntervalUsd',
  ]);
});
