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
        kind.AcceptOnlyFromAmong([.. DatasetKinds.All.Where(known => TargetKinds.Find(known) is not null || !DatasetKinds.IsOfATask(known))]);
        var addTo = new Option<string?>("--add-to") { Description = CommandTexts.Of("import.addTo") };
        var textColumn = new Option<string?>("--text-column") { Description = CommandTexts.Of("import.textColumn") };
        var labelColumn = new Option<string?>("--label-column") { Description = CommandTexts.Of("import.labelColumn") };
        var targetColumns = new Option<string[]>("--target-column") { Description = CommandTexts.Of("import.targetColumn") };
        var encoding = new Option<string?>("--encoding") { Description = CommandTexts.Of("import.encoding") };
        var header = new Option<bool>("--header") { Description = CommandTexts.Of("import.header") };
        var noHeader = new Option<bool>("--no-header") { Description = CommandTexts.Of("import.noHeader") };
        var preview = new Option<bool>("--preview") { Description = CommandTexts.Of("import.preview") };
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
            textColumn,
            labelColumn,
            targetColumns,
            encoding,
            header,
            noHeader,
            preview,
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
                        Kind = parsed.GetValue(kind) is { } ofTask && DatasetKinds.IsOfATask(ofTask) ? ofTask : null,
                        AddTo = parsed.GetValue(addTo),
                        Table = new TableChoices
                        {
                            TextColumn = parsed.GetValue(textColumn),
                            LabelColumn = parsed.GetValue(labelColumn),
                            TargetColumns = parsed.GetValue(targetColumns) is { Length: > 0 } targets ? targets : null,
                            Encoding = parsed.GetValue(encoding),
                            HasHeader =
                                parsed.GetValue(header) ? true
                                : parsed.GetValue(noHeader) ? false
                                : null,
                            Kind = parsed.GetValue(kind) is { } plain && !DatasetKinds.IsOfATask(plain) ? plain : null,
                        },
                    },
                    parsed.GetValue(preview),
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
        bool preview,
        bool json,
        HostOutput output,
        CancellationToken stop
    )
    {
        Action<ImportProgress> tell = json ? _ => { } : output.JsonLine<ImportEvent>;
        if (sample is not null)
            new SampleWriter(new SampleCatalog(), TimeProvider.System).Write(SampleCatalog.Get(sample), from, tell, stop);
        var importer = new DatasetImporter(new StorageLayout(store), TimeProvider.System, choices: choices);
        if (preview)
        {
            output.Json(importer.Preview(from, stop));
            return ExitCode.Done;
        }
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
        output.Say(
            CommandTexts.Of(
                finished.Report.Texts is null ? "import.done" : "import.doneTexts",
                finished.Report.Kept,
                Targets(finished.Report),
                finished.Report.RefusedCount,
                finished.ManifestFile
            )
        );
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
