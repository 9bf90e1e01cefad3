using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Judging;

/// <summary>Reads predictions that were made anywhere, with the truth beside them or in a file of its own.</summary>
internal static class GivenFile
{
    /// <param name="path">JSON, a table, or what <see cref="PredictionsFile"/> writes, by extension.</param>
    /// <param name="truth">JSON or a table; null where the truth stands with the predictions.</param>
    /// <param name="say">Takes a sentence of what is not used.</param>
    /// <exception cref="RefusedException">A file is none of these, or the two do not fit.</exception>
    public static GivenPredictions Read(string path, string? truth, Action<string> say)
    {
        if (Extension(path) == ".jsonl")
        {
            Require(path);
            return truth is null
                ? new GivenPredictions(PredictionsFile.Read(path), GivenOutputs.Network)
                : throw new RefusedException(new Refusal("command.given.noTruth", ("file", Path.GetFileName(path)), ("truth", Path.GetFileName(truth))));
        }
        var table = Table(path, truthOnly: false);
        var outputs = table.Probabilities ?? table.Answers ?? throw new RefusedException(new Refusal("command.given.outputs", ("file", table.Source)));
        if (table is { Probabilities: not null, Answers: not null })
        {
            say(CommandTexts.Of("given.unused", table.Source));
        }
        var of = truth is null ? table : Table(truth, truthOnly: true);
        if (truth is not null && table.Truth is not null)
        {
            throw new RefusedException(new Refusal("command.given.truthTwice", ("file", table.Source), ("other", of.Source)));
        }
        var column = of.Truth ?? throw new RefusedException(new Refusal("command.given.truth", ("file", of.Source)));
        if (column.Count != outputs.Count)
        {
            throw new RefusedException(
                new Refusal(
                    "command.given.rows",
                    ("outputs", (table.Probabilities is null ? "y_pred" : "y_prob")),
                    ("rows", $"{outputs.Count}"),
                    ("truth", $"{column.Count}")
                )
            );
        }
        foreach (var part in new[] { table, of }.Distinct().Where(part => part.Files is { } files && files.Count != column.Count))
        {
            throw new RefusedException(
                new Refusal("command.given.files", ("rows", $"{column.Count}"), ("file", part.Source), ("received", $"{part.Files!.Count}"))
            );
        }
        column = truth is null ? column : InOrder(column, of, table);
        if (table.Names is { } own && of.Names is { } other && !own.SequenceEqual(other))
        {
            throw new RefusedException(
                new Refusal(
                    "command.given.classNames",
                    ("file", table.Source),
                    ("expected", string.Join(", ", own.Take(20))),
                    ("other", of.Source),
                    ("received", string.Join(", ", other.Take(20)))
                )
            );
        }
        var names = table.Names ?? of.Names ?? outputs.Names;
        column = ByName(column, names, of.Source);
        outputs = ByName(outputs, names, table.Source);
        var (targets, answers, found) = Numbers(column, outputs, names, of.Source);
        names = found ?? names;
        var files = table.Files ?? of.Files;
        return new GivenPredictions(
            new Predictions(names ?? [], [.. targets.Select((target, i) => new PredictionRow(files?[i] ?? Text(i + 1), target, answers[i]))]),
            table.Probabilities is null ? GivenOutputs.Answers : GivenOutputs.Probabilities
        )
        {
            OneTarget = column.IsSingle,
            NamedTargets = found is not null,
            Thresholds = table.Thresholds,
        };
    }

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static void Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new RefusedException(new Refusal("command.given.none", ("path", path)));
        }
    }

    private static GivenTable Table(string path, bool truthOnly)
    {
        var extension = Extension(path);
        if (extension is not (".json" or ".csv" or ".tsv"))
        {
            throw new RefusedException(new Refusal(truthOnly ? "command.given.truthEnding" : "command.given.ending", ("path", path)));
        }
        Require(path);
        return extension == ".json" ? GivenJson.Read(path) : GivenCsv.Read(path, truthOnly);
    }

    // Rows of both files by name, where both name them; else as they stand.
    private static GivenColumn InOrder(GivenColumn truth, GivenTable of, GivenTable predictions)
    {
        if (of.Files is null || predictions.Files is null)
        {
            return truth;
        }
        var row = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < of.Files.Count; i++)
        {
            if (!row.TryAdd(of.Files[i], i))
            {
                throw new RefusedException(new Refusal("command.given.fileTwice", ("source", of.Source), ("file", of.Files[i])));
            }
        }
        var taken = new HashSet<string>(StringComparer.Ordinal);
        int[] order =
        [
            .. predictions.Files.Select(file =>
                !taken.Add(file) ? throw new RefusedException(new Refusal("command.given.fileTwice", ("source", predictions.Source), ("file", file)))
                : row.TryGetValue(file, out var at) ? at
                : throw new RefusedException(new Refusal("command.given.truthOfFile", ("source", predictions.Source), ("truth", of.Source), ("file", file)))
            ),
        ];
        return truth with
        {
            Texts = truth.Texts is { } texts ? [.. order.Select(i => texts[i])] : null,
            Numbers = truth.Numbers is { } numbers ? [.. order.Select(i => numbers[i])] : null,
        };
    }

    // Columns in the order of the names.
    private static GivenColumn ByName(GivenColumn column, IReadOnlyList<string>? names, string source)
    {
        if (column.Names is not { } own || names is null || own.SequenceEqual(names))
        {
            return column;
        }
        int[] order = [.. names.Select(name => own.ToList().IndexOf(name))];
        if (own.Count != names.Count || order.Contains(-1))
        {
            throw new RefusedException(
                new Refusal(
                    "command.given.columns",
                    ("expected", string.Join(", ", names.Take(20))),
                    ("source", source),
                    ("received", string.Join(", ", own.Take(20)))
                )
            );
        }
        return column with { Numbers = [.. column.Numbers!.Select(row => Array.ConvertAll(order, at => row[at]))] };
    }

    // Texts are names where all are, else numbers; without names those that occur are the names, in ordinal order.
    private static (IReadOnlyList<double[]> Targets, IReadOnlyList<double[]> Outputs, IReadOnlyList<string>? Names) Numbers(
        GivenColumn truth,
        GivenColumn outputs,
        IReadOnlyList<string>? names,
        string source
    )
    {
        string[] texts = [.. truth.Texts ?? [], .. outputs.Texts ?? []];
        if (texts.Length == 0)
        {
            return (truth.Numbers ?? [], outputs.Numbers ?? [], null);
        }
        if (Array.IndexOf(texts, "") is >= 0 and var empty)
        {
            throw new RefusedException(
                new Refusal(
                    "command.given.cell",
                    ("source", source),
                    ("row", $"{(truth.Texts is { } own && empty >= own.Count ? empty - own.Count : empty) + 1}")
                )
            );
        }
        var named = names?.ToHashSet(StringComparer.Ordinal);
        var areNumbers = texts.All(text => Parse(text) is not null);
        var areNamed = named is not null && texts.All(named.Contains);
        if (!areNamed && areNumbers)
        {
            double[][] Parsed(GivenColumn column) => [.. column.Numbers ?? column.Texts!.Select(text => new[] { Parse(text)!.Value })];
            return (Parsed(truth), Parsed(outputs), null);
        }
        if (named is not null && !areNamed)
        {
            throw new RefusedException(
                new Refusal(
                    "command.given.class",
                    ("source", source),
                    ("known", string.Join(", ", names!.Take(20))),
                    ("received", texts.First(text => !named.Contains(text)))
                )
            );
        }
        if (names is null && (truth.Texts is null || outputs.Texts is null))
        {
            throw new RefusedException(new Refusal("command.given.names", ("source", source), ("received", texts[0])));
        }
        var known = names?.ToList() ?? [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var place = known
            .Select((name, at) => (name, at))
            .GroupBy(n => n.name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().at, StringComparer.Ordinal);
        double[][] Placed(GivenColumn column) => [.. column.Numbers ?? column.Texts!.Select(text => new[] { (double)place[text] })];
        return (Placed(truth), Placed(outputs), known);
    }

    private static double? Parse(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
