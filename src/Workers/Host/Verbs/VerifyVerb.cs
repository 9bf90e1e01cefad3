using System.CommandLine;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops verify</c>: everything in a dashboard's data folder against its hash.</summary>
internal static class VerifyVerb
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    public static Command Create(HostOutput output)
    {
        var data = new Option<string>("--data") { Description = CommandTexts.Of("verify.data"), Required = true };
        var json = Verb.Json();
        var command = new Command("verify", CommandTexts.Of("verify")) { data, json };
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
                output.Text(CommandTexts.Of("verify.difference", difference.Kind, difference.Name, difference.Expected, difference.Received));
            }
        }
        var looked = CommandTexts.Of("verify.looked", report.Pictures, report.Artifacts, report.Manifests, report.Files, report.Activity);
        if (report.Differences.Count == 0)
        {
            output.Say(CommandTexts.Of("verify.same", looked));
            return ExitCode.Done;
        }
        output.Say(CommandTexts.Of("verify.differ", looked, report.Differences.Count));
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
                output.Say(CommandTexts.Of("verify.progress", done, all));
            }
        };
    }
}
