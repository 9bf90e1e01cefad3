using Xunit.Sdk;
using Xunit.v3;

// Each test trains for real: side by side they would only slow each other down.
[assembly: Parallelization(Mode = ParallelMode.None)]
