using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>Texts as a table of comma-separated values in UTF-8: <c>text</c>, then <c>label</c>, <c>labels</c> or a column a number, and <c>split</c> and <c>weight</c> where
/// they are given; what an import reads back.</summary>
public static class TextExport
{
    public const string Format = "csv";

    /// <param name="data">As <see cref="TextSource.Open"/> takes it; with the texts of the test.</param>
    /// <param name="file">There whole or not at all.</param>
    /// <param name="forSpreadsheets">Whether it begins with the mark that spreadsheets need, and no cell is a formula there (<see cref="CsvLine"/>).</param>
    /// <returns>How many texts it holds.</returns>
    /// <exception cref="RefusedException">The data is not usable.</exception>
    public static int Write(string data, string file, bool forSpreadsheets, CancellationToken cancellationToken)
    {
        var files = TextSource.All(data);
        if (DatasetKinds.IsOfATask(files.Kind))
        {
            throw new RefusedException(new Refusal("texts.table.kind", ("received", files.Kind)));
        }
        var hasParts = files.Files.Any(one => one.Part is not null);
        var hasWeights = files.Weights is not null;
        string[] targets = files.Kind switch
        {
            DatasetKinds.Class => ["label"],
            DatasetKinds.Labels => ["labels"],
            _ => [.. files.ClassNames],
        };
        DurableFile.Write(
            Path.GetFullPath(file),
            stream =>
            {
                using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: forSpreadsheets), leaveOpen: true);
                writer.Write(CsvLine.Of(["text", .. targets, .. Given(hasParts, "split"), .. Given(hasWeights, "weight")], forSpreadsheets));
                foreach (var one in files.Files)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    writer.Write(
                        CsvLine.Of(
                            [
                                one.Text!,
                                .. Cells(files, one),
                                .. Given(hasParts, one.Part ?? ""),
                                .. Given(hasWeights, FormattableString.Invariant($"{one.Weight ?? 1:R}")),
                            ],
                            forSpreadsheets
                        )
                    );
                }
            }
        );
        return files.Files.Count;
    }

    private static IEnumerable<string> Cells(LabelledFiles files, LabelledFile one) =>
        files.Kind switch
        {
            DatasetKinds.Class => [files.ClassNames[one.Label]],
            DatasetKinds.Labels => [string.Join('|', files.ClassNames.Where((_, i) => one.Target![i] != 0))],
            _ => one.Target!.Select(number => FormattableString.Invariant($"{number:R}")),
        };

    private static string[] Given(bool isThere, string cell) => isThere ? [cell] : [];
}
