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
        var from = new Option<string>("--from")
        {
            Description =
                "A zip archive, or a folder, with one folder for each class or a table at its root; or a table (.csv, .tsv, .jsonl, a .json list) with the columns file and label, labels or one a number, files relative to it.",
            Required = true,
        };
        var store = new Option<string>("--store")
        {
            Description = "Storage folder: pictures go to blobs/, previews to thumbs/, the manifest to manifests/.",
            Required = true,
        };
        var manifests = new Option<string?>("--out") { Description = "Folder for the manifest, instead of manifests/ in the storage folder." };
        var sample = new Option<string?>("--sample") { Description = "Writes this sample into the folder of --from first, where it is not there yet." };
        var parts = new Option<string>("--parts")
        {
            Description = "How folders named train, val and test are read: folders (as parts of the split; default) or none (as classes).",
            DefaultValueFactory = _ => "folders",
        };
        parts.AcceptOnlyFromAmong("folders", "none");
        var names = new Option<string?>("--names")
        {
            Description =
                "Code page of names that a zip archive does not declare as Unicode, such as gbk, shift_jis or ibm866; without it the likeliest is taken, and said.",
        };
        var mergeLabels = new Option<bool>("--merge-labels")
        {
            Description = "Makes one class of those that differ only by case, Unicode form or space around: the most frequent spelling.",
        };
        var severalLabels = new Option<bool>("--several-labels")
        {
            Description = "Makes labels of classes: a picture that lies in several class folders is there once, with each of them.",
        };
        var orientation = new Option<string>("--orientation")
        {
            Description = "Of pictures with an EXIF orientation: apply turns them as it says, ignore leaves them as they are stored.",
            DefaultValueFactory = _ => "apply",
        };
        orientation.AcceptOnlyFromAmong("apply", "ignore");
        var json = Verb.Json();
        var command = new Command("import", "Keeps the good pictures of a zip archive, folder or table, lists the others, writes a manifest.")
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
        output.Say(
            $"{finished.Report.Kept:N0} pictures {Targets(finished.Report)} kept, {finished.Report.RefusedCount:N0} files refused: {finished.ManifestFile}"
        );
        return ExitCode.Done;
    }

    private static string Targets(ImportReport report) =>
        report.Kind switch
        {
            DatasetKinds.Labels => $"with {report.Classes.Count} labels ({report.Unlabelled:N0} of them without any)",
            DatasetKinds.Numbers =>
                $"with {string.Join(", ", report.Numbers!.Take(5).Select(number => FormattableString.Invariant($"{number.Name} from {number.Min:G4} to {number.Max:G4}")))}",
            _ => $"of {report.Classes.Count} classes",
        };

    private static string Hint(string code) =>
        code switch
        {
            WarningCodes.Names => " Here: --names CODEPAGE.",
            WarningCodes.Orientation => " --orientation ignore leaves them as they are stored.",
            WarningCodes.OrientationIgnored => " --orientation apply turns them.",
            WarningCodes.SeveralClasses => " --several-labels makes labels of the classes.",
            WarningCodes.Labels => " --merge-labels makes one of each group.",
            _ => "",
        };
}
