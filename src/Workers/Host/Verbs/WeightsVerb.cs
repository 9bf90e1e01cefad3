using System.CommandLine;
using System.Diagnostics;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops weights</c>: says whether a backbone's pretrained weights are here, or fetches them with <see cref="WeightTransfer"/> lines on standard
/// output.</summary>
internal static class WeightsVerb
{
    public static Command Create(HostOutput output)
    {
        var name = new Argument<string>("name") { Description = "A backbone: EfficientNetB0." };
        var fetch = new Option<bool>("--fetch") { Description = CommandTexts.Of("weights.fetch") };
        var json = Verb.Json();
        var command = new Command("weights", CommandTexts.Of("weights")) { name, fetch, json };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var http = WeightStore.NewClient();
                var store = new WeightStore(http);
                var state = await StateAsync(store, parsed.GetRequiredValue(name), parsed.GetValue(fetch), parsed.GetValue(json), output, stop);
                if (parsed.GetValue(json))
                {
                    output.JsonLine(state);
                }
                else
                {
                    output.Text(
                        CommandTexts.Of(
                            "weights.line",
                            state.File,
                            state.Folder,
                            state.AreHere ? CommandTexts.Of("weights.here")
                                : state.FoundHash is { } other ? CommandTexts.Of("weights.otherFile", other)
                                : CommandTexts.Of("weights.notHere"),
                            state.Address,
                            state.Hash ?? CommandTexts.Of("weights.noHash")
                        )
                    );
                }
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task<BackboneWeights> StateAsync(WeightStore store, string name, bool fetch, bool json, HostOutput output, CancellationToken stop)
    {
        var progress = json ? new Lines(output) : null;
        if (TextBackboneCatalog.Find(name) is { } texts)
        {
            var textStore = new TextWeightStore(store);
            if (fetch)
            {
                await FetchAsync(() => textStore.FetchAsync(texts, progress, stop), json);
            }
            return await textStore.StateAsync(texts, stop);
        }
        var backbone = BackboneCatalog.Named(name);
        if (fetch)
        {
            await FetchAsync(() => store.FetchAsync(backbone, progress: progress, cancellationToken: stop), json);
        }
        return await store.StateAsync(backbone, stop);
    }

    // A program reads one sentence of why; a person at a terminal is told what to do, too.
    private static async Task FetchAsync(Func<Task> fetch, bool json)
    {
        try
        {
            await fetch();
        }
        catch (RefusedException refused) when (json && refused.Reason.Find("why")?.Refusal is { } why)
        {
            throw new RefusedException(why);
        }
    }

    private sealed class Lines(HostOutput output) : IProgress<WeightProgress>
    {
        private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
        private long? last;

        public void Report(WeightProgress value)
        {
            if (last is { } then && Stopwatch.GetElapsedTime(then) < Pace)
                return;
            last = Stopwatch.GetTimestamp();
            output.JsonLine(new WeightTransfer(value.Bytes, value.Total));
        }
    }
}
