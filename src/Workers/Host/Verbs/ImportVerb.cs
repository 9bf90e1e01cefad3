using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Workers.Engine.Import;
using MlOpsDashboard.Workers.Engine.Samples;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops import</c>: makes a dataset version of a zip archive, a folder or a table; one <see cref="ImportEvent"/> a line on standard
/// output.</summary>
internal static class ImportVerb
{
    public static Command Create(HostOutput output)
    {
        var from = new Option<string>("--from") { Description = CommandTexts.Of("import.from"), Required = true };
        var store = new Option<string>("--store") { Description = CommandTexts.Of("import.store"), Required = true };
        var manifests = new Option<string?>("--out") { Description = CommandTexts.Of("import.out") };
        var sample = new Option<string?>("--sample") { Description = CommandTexts.Of("import.sample") };
        var parts = new Option<string>("--parts") { Description = CommandTexts.Of("import.parts"), DefaultValueFactory = _ => "folders" };
        parts.AcceptOnlyFromAmong("folders", "none");
        var names = new Option<string?>("--names") { Description = CommandTexts.Of("import.names") };
        var mergeLabels = new Option<bool>("--merge-labels") { Description = CommandTexts.Of("import.merge") };
        var severalLabels = new Option<bool>("--several-labels") { Description = CommandTexts.Of("import.several") };
        var orientation = new Option<string>("--orientation") { Description = CommandTexts.Of("import.orientation"), DefaultValueFactory = _ => "apply" };
        orientation.AcceptOnlyFromAmong("apply", "ignore");
        var kind = new Option<string?>("--kind") { Description = CommandTexts.Of("import.kind") };
        kind.AcceptOnlyFromAmong([.. DatasetKinds.All.Where(known => TargetKinds.Find(known) is not null)]);
        var addTo = new Option<string?>("--add-to") { Description = CommandTexts.Of("import.addTo") };
        var json = Verb.Json();
        var command = new Command("import", CommandTexts.Of("import"))
        {
            from,
            store,
            manifests,
            sample,
            parts,
            names,
            mergeLabels,
            severalLabels,
            orientation,
            kind,
            addTo,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
                RunAsync(
                    parsed.GetRequiredValue(from),
                    parsed.GetRequiredValue(store),
                    parsed.GetValue(manifests),
                    parsed.GetValue(sample),
                    new ImportChoices
                    {
                        ReadParts = parsed.GetRequiredValue(parts) == "folders",
                        Names = parsed.GetValue(names) is { } page ? CodePage.Named(page) : null,
                        TurnPictures = parsed.GetRequiredValue(orientation) == "apply",
                        MergeLabels = parsed.GetValue(mergeLabels),
                        SeveralLabels = parsed.GetValue(severalLabels),
                        Kind = parsed.GetValue(kind),
                        AddTo = parsed.GetValue(addTo),
                    },
                    parsed.GetValue(json),
                    output,
                    stop
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string from,
        string store,
        string? manifests,
        string? sample,
        ImportChoices choices,
        bool json,
        HostOutput output,
        CancellationToken stop
    )
    {
        Action<ImportProgress> tell = json ? _ => { } : output.JsonLine<ImportEvent>;
        if (sample is not null)
            new SampleWriter(new SampleCatalog(), TimeProvider.System).Write(SampleCatalog.Get(sample), from, tell, stop);
        var importer = new DatasetImporter(new StorageLayout(store), TimeProvider.System, choices: choices);
        var finished = await importer.ImportAsync(from, manifests, tell, stop);
        if (json)
        {
            output.Json<ImportEvent>(finished);
        }
        else
        {
            output.JsonLine<ImportEvent>(finished);
        }
        if (finished.Reason is { } reason)
        {
            throw new RefusedException(reason);
        }
        foreach (var warning in finished.Report.Warnings)
        {
            output.Say(warning.Words + Hint(warning.Code));
        }
        output.Say(CommandTexts.Of("import.done", finished.Report.Kept, Targets(finished.Report), finished.Report.RefusedCount, finished.ManifestFile));
        return ExitCode.Done;
    }

    private static string Targets(ImportReport report) =>
        report.Kind switch
        {
            DatasetKinds.Labels => CommandTexts.Of("import.labels", report.Classes.Count, report.Unlabelled),
            DatasetKinds.Numbers => CommandTexts.Of(
                "import.numbers",
                string.Join(
                    ", ",
                    report
                        .Numbers!.Take(5)
                        .Select(number =>
                            CommandTexts.Of(
                                "import.number",
                                number.Name,
                                FormattableString.Invariant($"{number.Min:G4}"),
                                FormattableString.Invariant($"{number.Max:G4}")
                            )
                        )
                )
            ),
            { } kind when DatasetKinds.IsOfATask(kind) => CommandTexts.Of("import.other", kind, report.Classes.Count),
            _ => CommandTexts.Of("import.classes", report.Classes.Count),
        };

    private static string Hint(string code) =>
        code switch
        {
            WarningCodes.Names => CommandTexts.Of("hint.names"),
            WarningCodes.Orientation => CommandTexts.Of("hint.orientation"),
            WarningCodes.OrientationIgnored => CommandTexts.Of("hint.orientationIgnored"),
            WarningCodes.SeveralClasses => CommandTexts.Of("hint.severalClasses"),
            WarningCodes.Labels => CommandTexts.Of("hint.labels"),
            _ => "",
        };
}
