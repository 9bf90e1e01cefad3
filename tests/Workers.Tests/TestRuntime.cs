using System.Runtime.CompilerServices;
using MlOpsDashboard.Workers.Host;

namespace MlOpsDashboard.Workers.Tests;

internal static class TestRuntime
{
    // Tests run as the worker does, and as kindly beside other work.
    [ModuleInitializer]
    internal static void Begin() => NativeRuntime.Tune();
}
