using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>Runs a verb as the executable would.</summary>
internal static class Commands
{
    public static async Task<(int Code, string Output, string People)> RunAsync(params string[] arguments)
    {
        var (output, people) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await HostCommand.RunAsync(arguments, new HostOutput(output, people, TextReader.Null), Xunit.TestContext.Current.CancellationToken);
        return (code, output.ToString(), people.ToString());
    }
}
