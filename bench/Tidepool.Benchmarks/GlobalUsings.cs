global using System.Globalization;
global using System.Runtime.CompilerServices;
global using System.Text;
global using Tidepool.Benchmarks.Measurement;
global using Tidepool.Benchmarks.Peers;
global using Tidepool.Benchmarks.Reporting;
global using Tidepool.Benchmarks.Workloads;
