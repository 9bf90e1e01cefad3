using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>What pictures are called in an export: one name without folders each, unlike any other's also for systems that know no case, and also without its
/// ending.</summary>
internal static class ExportNames
{
    private static readonly (string? Part, string Word)[] Words =
    [
        (null, "train"),
        (DatasetPart.Training, "train"),
        (DatasetPart.Validation, "val"),
        (DatasetPart.Test, "test"),
    ];

    /// <summary>In the order of the pictures.</summary>
    public static IReadOnlyList<string> Of(LabelledFiles files)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. files.Files.Select(file =>
            {
                var dot = file.Path.LastIndexOf('.');
                var (stem, ending) = dot > file.Path.LastIndexOf('/') + 1 ? (file.Path[..dot], file.Path[dot..].ToLowerInvariant()) : (file.Path, "");
                stem = string.Concat(UnicodeForm.ToNfc(stem).Select(c => char.IsLetterOrDigit(c) || c is '-' or '.' ? c : '_')).TrimStart('.');
                stem = stem.Length > 100 ? stem[^100..] : stem;
                var name = stem;
                for (var i = 2; !taken.Add(name.ToLowerInvariant()); i++)
                {
                    name = FormattableString.Invariant($"{stem}_{i}");
                }
                return name + ending;
            }),
        ];
    }

    /// <summary>The folder or list of a picture's part; what no part is decided for is for training.</summary>
    public static string Word(string? part) => Words.First(word => word.Part == part).Word;

    /// <summary>Whether parts are told apart.</summary>
    public static bool AreSplit(LabelledFiles files) => files.Files.Any(file => file.Part is not null);
}
