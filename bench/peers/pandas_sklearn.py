"""The classic's stack: pandas reads, numpy computes, scikit-learn fits."""
import json, resource, sys, os
import numpy as np, pandas as pd
from sklearn.linear_model import LinearRegression

names = ["fare_amount", "pickup_longitude", "pickup_latitude", "dropoff_longitude", "dropoff_latitude", "passenger_count"]
df = pd.read_csv(sys.argv[1], usecols=names, float_precision="round_trip")
df = df[df.fare_amount.between(2.5, 500) & df.passenger_count.between(1, 6)]
for end in ("pickup", "dropoff"):
    df = df[df[end + "_longitude"].between(-74.5, -72.8) & df[end + "_latitude"].between(40.5, 41.8)]
lat1, lon1, lat2, lon2 = (np.radians(df[c]) for c in ("pickup_latitude", "pickup_longitude", "dropoff_latitude", "dropoff_longitude"))
h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
d = 2 * 6371 * np.arcsin(np.sqrt(h))
keep = (d > 0) & (d <= 60)
x, y = d[keep].to_numpy().reshape(-1, 1), df.fare_amount[keep].to_numpy()
model = LinearRegression(fit_intercept=False).fit(x, y)
usage = resource.getrusage(resource.RUSAGE_SELF)
with open(os.environ["BENCH_USAGE"], "w") as f:
    json.dump({"cpuSeconds": usage.ru_utime + usage.ru_stime, "peakMb": usage.ru_maxrss / 1024}, f)
print(json.dumps({"n": len(y), "c": float(model.coef_[0])}))
