using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Samples;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops samples</c>: lists the sample data sets, or writes one as class folders or a table with <see cref="ImportProgress"/> lines on standard
/// output.</summary>
internal static class SamplesVerb
{
    public static Command Create(HostOutput output)
    {
        var name = new Argument<string?>("name") { Description = CommandTexts.Of("samples.name"), Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<string?>("--out") { Description = CommandTexts.Of("samples.out") };
        var json = Verb.Json();
        var command = new Command("samples", CommandTexts.Of("samples")) { name, folder, json };
        command.SetAction(
            (parsed, stop) =>
            {
                Run(parsed.GetValue(name), parsed.GetValue(folder), parsed.GetValue(json), output, stop);
                return Task.FromResult(ExitCode.Done);
            }
        );
        return command;
    }

    private static void Run(string? name, string? folder, bool json, HostOutput output, CancellationToken stop)
    {
        var catalog = new SampleCatalog();
        switch (name, folder)
        {
            case (null, null):
                List(catalog.List(), json, output);
                break;
            case ({ } sample, { } to):
                Write(catalog, SampleCatalog.Get(sample), to, json, output, stop);
                break;
            default:
                throw new RefusedException(new Refusal("command.samples.both", ("received", name is null ? $"--out {folder}" : name)));
        }
    }

    private static void List(IReadOnlyList<SampleInfo> samples, bool json, HostOutput output)
    {
        if (json)
        {
            output.Json(samples);
            return;
        }
        foreach (var sample in samples)
        {
            output.Text(
                $"{sample.Name, -16} {sample.Pictures, 5:N0} {sample.Input}, {sample.Classes} {(sample.Kind == DatasetKinds.Class ? "classes" : sample.Kind)}  {sample.Title}. {sample.Description}"
            );
        }
    }

    private static void Write(SampleCatalog catalog, SampleSet sample, string folder, bool json, HostOutput output, CancellationToken stop)
    {
        var pictures = new SampleWriter(catalog, TimeProvider.System).Write(sample, folder, json ? _ => { } : output.JsonLine<ImportEvent>, stop);
        if (json)
        {
            output.Json(
                new
                {
                    sample.Name,
                    Folder = Path.GetFullPath(folder),
                    Pictures = pictures,
                    sample.Attribution,
                }
            );
        }
        output.Say(CommandTexts.Of(sample.IsOfTexts ? "samples.writtenTexts" : "samples.written", pictures, folder, sample.Attribution));
    }
}
