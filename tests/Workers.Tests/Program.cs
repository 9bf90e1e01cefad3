using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Tests.Formats.Mutation;
using MlOpsDashboard.Workers.Tests.Jobs;

namespace MlOpsDashboard.Workers.Tests;

/// <summary>Runs the tests, or, started by one of them, is the process that it watches.</summary>
internal static class Program
{
    /// <summary>Names what this program is to do instead of testing.</summary>
    public const string ChildVariable = "WORKERS_TESTS_CHILD";

    public static async Task<int> Main(string[] arguments)
    {
        NativeRuntime.GuardOneDnn();
        switch (Environment.GetEnvironmentVariable(ChildVariable))
        {
            case nameof(MutationRun):
                await using (var output = new StreamWriter(new FileStream("/dev/stdout", FileMode.Open, FileAccess.Write)))
                {
                    MutationRun.Run(arguments, output);
                }
                return 0;
            case nameof(KilledHost):
                return await KilledHost.MainAsync(arguments);
            case nameof(KilledMigration):
                return await KilledMigration.MainAsync(arguments);
        }
        return arguments.Contains("--server")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(arguments);
    }
}
