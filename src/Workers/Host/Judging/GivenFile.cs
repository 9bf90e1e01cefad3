using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Tasks;

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
            return truth is null ? new GivenPredictions(PredictionsFile.Read(path), GivenOutputs.Network)
                : throw new RefusedException($"Expected no --truth with {Path.GetFileName(path)}, whose rows have their targets. Received: {Path.GetFileName(truth)}.");
        }
        var table = Table(path, truthOnly: false);
        var outputs = table.Probabilities ?? table.Answers ?? throw new RefusedException($"Expected y_prob or y_pred in {table.Source}. Received: neither.");
        if (table is { Probabilities: not null, Answers: not null })
        {
            say($"y_pred of {table.Source} is not used: the report is made of y_prob.");
        }
        var of = truth is null ? table : Table(truth, truthOnly: true);
        if (truth is not null && table.Truth is not null)
        {
            throw new RefusedException($"Expected y_true in one file. Received: {table.Source} and {of.Source} with one each.");
        }
        var column = of.Truth ?? throw new RefusedException($"Expected y_true in {of.Source}. Received: none.");
        if (column.Count != outputs.Count)
        {
            throw new RefusedException($"Expected as many rows of {(table.Probabilities is null ? "y_pred" : "y_prob")} as of y_true. Received: {outputs.Count} and {column.Count}.");
        }
        foreach (var part in new[] { table, of }.Distinct().Where(part => part.Files is { } files && files.Count != column.Count))
        {
            throw new RefusedException($"Expected a file for each of the {column.Count} rows in {part.Source}. Received: {part.Files!.Count}.");
        }
        column = truth is null ? column : InOrder(column, of, table);
        if (table.Names is { } own && of.Names is { } other && !own.SequenceEqual(other))
        {
            throw new RefusedException($"Expected the classNames of {table.Source}, {string.Join(", ", own.Take(20))}, in {of.Source}. Received: {string.Join(", ", other.Take(20))}.");
        }
        var names = table.Names ?? of.Names ?? outputs.Names;
        column = ByName(column, names, of.Source);
        outputs = ByName(outputs, names, table.Source);
        var (targets, answers, found) = Numbers(column, outputs, names, of.Source);
        names = found ?? names;
        var files = table.Files ?? of.Files;
        return new GivenPredictions(
            new Predictions(names ?? [], [.. targets.Select((target, i) => new PredictionRow(files?[i] ?? Text(i + 1), target, answers[i]))]),
            table.Probabilities is null ? GivenOutputs.Answers : GivenOutputs.Probabilities)
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
            throw new RefusedException($"Expected a file of predictions. Received: {path}, which is none.");
        }
    }

    private static GivenTable Table(string path, bool truthOnly)
    {
        var extension = Extension(path);
        if (extension is not (".json" or ".csv" or ".tsv"))
        {
            throw new RefusedException($"Expected a file named .json, .csv, .tsv{(truthOnly ? "" : " or .jsonl")}. Received: {path}.");
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
                throw new RefusedException($"Expected each file once in {of.Source}. Received: {of.Files[i]} twice.");
            }
        }
        var taken = new HashSet<string>(StringComparer.Ordinal);
        int[] order = [.. predictions.Files.Select(file => !taken.Add(file) ? throw new RefusedException($"Expected each file once in {predictions.Source}. Received: {file} twice.")
            : row.TryGetValue(file, out var at) ? at
            : throw new RefusedException($"Expected the truth of each file of {predictions.Source} in {of.Source}. Received: none of {file}."))];
        return truth with { Texts = truth.Texts is { } texts ? [.. order.Select(i => texts[i])] : null, Numbers = truth.Numbers is { } numbers ? [.. order.Select(i => numbers[i])] : null };
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
            throw new RefusedException($"Expected columns of {string.Join(", ", names.Take(20))} in {source}. Received: {string.Join(", ", own.Take(20))}.");
        }
        return column with { Numbers = [.. column.Numbers!.Select(row => Array.ConvertAll(order, at => row[at]))] };
    }

    // Texts are names where all are, else numbers; without names those that occur are the names, in ordinal order.
    private static (IReadOnlyList<double[]> Targets, IReadOnlyList<double[]> Outputs, IReadOnlyList<string>? Names) Numbers(GivenColumn truth, GivenColumn outputs, IReadOnlyList<string>? names, string source)
    {
        string[] texts = [.. truth.Texts ?? [], .. outputs.Texts ?? []];
        if (texts.Length == 0)
        {
            return (truth.Numbers ?? [], outputs.Numbers ?? [], null);
        }
        if (Array.IndexOf(texts, "") is >= 0 and var empty)
        {
            throw new RefusedException($"Expected a class or a number in each row of {source}. Received: none in row {(truth.Texts is { } own && empty >= own.Count ? empty - own.Count : empty) + 1}.");
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
            throw new RefusedException($"Expected each class in {source} to be one of {string.Join(", ", names!.Take(20))}, or its number. Received: \"{texts.First(text => !named.Contains(text))}\".");
        }
        if (names is null && (truth.Texts is null || outputs.Texts is null))
        {
            throw new RefusedException($"Expected classNames beside names of classes in {source}. Received: \"{texts[0]}\" without them.");
        }
        var known = names?.ToList() ?? [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var place = known.Select((name, at) => (name, at)).GroupBy(n => n.name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().at, StringComparer.Ordinal);
        double[][] Placed(GivenColumn column) => [.. column.Numbers ?? column.Texts!.Select(text => new[] { (double)place[text] })];
        return (Placed(truth), Placed(outputs), known);
    }

    private static double? Parse(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
