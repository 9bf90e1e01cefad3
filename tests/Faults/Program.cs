using MlOpsDashboard.Faults.Deliveries;

namespace MlOpsDashboard.Faults;

/// <summary>Runs the tests, or, started by one of them, is the process that it makes suffer.</summary>
internal static class Program
{
    /// <summary>Names what this program is to do instead of testing.</summary>
    public const string ChildVariable = "FAULTS_CHILD";

    public static async Task<int> Main(string[] arguments)
    {
        switch (Environment.GetEnvironmentVariable(ChildVariable))
        {
            case nameof(Victim):
                return await Victim.MainAsync(arguments[0]);
            case nameof(Postman):
                return await Postman.MainAsync(arguments);
            case nameof(SmallDisk):
                return await SmallDisk.MainAsync(arguments[0]);
        }
        return arguments.Contains("--server")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(arguments);
    }
}
