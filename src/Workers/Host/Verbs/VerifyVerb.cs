using System.CommandLine;
using System.Globalization;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops verify</c>: everything in a dashboard's data folder against its hash.</summary>
internal static class VerifyVerb
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    public static Command Create(HostOutput output)
    {
        var data = new Option<string>("--data")
        {
            Description = "A dashboard's data folder (Storage:Root). It is only read; a dashboard may be at work there.",
            Required = true,
        };
        var json = Verb.Json();
        var command = new Command(
            "verify",
            "Compares every picture, artifact, manifest and line of the activity log of a data folder with its hash; exit code 2 where one differs."
        )
        {
            data,
            json,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetRequiredValue(data), parsed.GetValue(json), output, stop));
        return command;
    }

    private static async Task<int> RunAsync(string data, bool json, HostOutput output, CancellationToken stop)
    {
        var report = await FolderVerification.RunAsync(data, Progress(output, TimeProvider.System), stop);
        if (json)
        {
            output.Json(
                new
                {
                    report.Pictures,
                    report.Artifacts,
                    report.Manifests,
                    report.Files,
                    report.Activity,
                    report.Differences,
                }
            );
        }
        else
        {
            foreach (var difference in report.Differences)
            {
                output.Text($"{difference.Kind} {difference.Name}: expected {difference.Expected}, received {difference.Received}");
            }
        }
        var looked = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Pictures:N0} pictures, {report.Artifacts:N0} artifacts, {report.Manifests:N0} manifests, {report.Files:N0} other files and {report.Activity:N0} lines of the activity log"
        );
        if (report.Differences.Count == 0)
        {
            output.Say($"{looked}: all as they were stored.");
            return ExitCode.Done;
        }
        output.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Expected {looked} as they were stored; {report.Differences.Count:N0} {(report.Differences.Count == 1 ? "differs" : "differ")}."
            )
        );
        return ExitCode.Refused;
    }

    private static Action<long, long> Progress(HostOutput output, TimeProvider time)
    {
        var gate = new Lock();
        var last = time.GetTimestamp();
        return (done, all) =>
        {
            lock (gate)
            {
                if (time.GetElapsedTime(last) < Between)
                {
                    return;
                }
                last = time.GetTimestamp();
                output.Say(string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {all:N0} files"));
            }
        };
    }
}
