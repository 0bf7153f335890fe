/** What a file's column can hold that a training or a prediction reads, named as Kaggle's file names it. */
export const TRIP_FIELDS = [
  'fare_amount',
  'pickup_latitude',
  'pickup_longitude',
  'dropoff_latitude',
  'dropoff_longitude',
  'passenger_count',
  'trip_distance',
  'key',
] as const;

export type TripField = (typeof TRIP_FIELDS)[number];

/** The names that one publisher gives to the columns; compared without regard to case, blanks and dashes. */
export interface NameSet {
  readonly publisher: string;
  readonly names: Readonly<Record<TripField, string>>;
}

/**
 * The known names, those that are tried first in front. The TLC's yellow files of 2010 to mid 2016, its green ones of the
 * same years and the Uber fares data set have Kaggle's names.
 */
export const NAME_SETS: readonly NameSet[] = [
  {
    publisher: 'Kaggle',
    names: {
      fare_amount: 'fare_amount',
      pickup_latitude: 'pickup_latitude',
      pickup_longitude: 'pickup_longitude',
      dropoff_latitude: 'dropoff_latitude',
      dropoff_longitude: 'dropoff_longitude',
      passenger_count: 'passenger_count',
      trip_distance: 'trip_distance',
      key: 'key',
    },
  },
  {
    publisher: 'TLC 2009',
    names: {
      fare_amount: 'Fare_Amt',
      pickup_latitude: 'Start_Lat',
      pickup_longitude: 'Start_Lon',
      dropoff_latitude: 'End_Lat',
      dropoff_longitude: 'End_Lon',
      passenger_count: 'Passenger_Count',
      trip_distance: 'Trip_Distance',
      key: 'key',
    },
  },
  {
    publisher: "Google's courses",
    names: {
      fare_amount: 'fare_amount',
      pickup_latitude: 'pickuplat',
      pickup_longitude: 'pickuplon',
      dropoff_latitude: 'dropofflat',
      dropoff_longitude: 'dropofflon',
      passenger_count: 'passengers',
      trip_distance: 'trip_distance',
      key: 'key',
    },
  },
  {
    publisher: 'TaxiFare.csv',
    names: {
      fare_amount: 'amount',
      pickup_latitude: 'latitude_of_pickup',
      pickup_longitude: 'longitude_of_pickup',
      dropoff_latitude: 'latitude_of_dropoff',
      dropoff_longitude: 'longitude_of_dropoff',
      passenger_count: 'no_of_passenger',
      trip_distance: 'trip_distance',
      key: 'unique_id',
    },
  },
];
