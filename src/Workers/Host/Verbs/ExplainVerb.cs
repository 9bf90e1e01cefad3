using System.CommandLine;
using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops explain</c>: the words that tell for and against a class, over labelled texts.</summary>
internal static class ExplainVerb
{
    private const int UsualTexts = 50,
        MostTexts = 1000,
        Fewest = 3,
        Listed = 20,
        Named = 50;

    public static Command Create(HostOutput output)
    {
        var model = Verb.Model();
        var data = Verb.Data();
        var part = new Option<string?>("--part") { Description = CommandTexts.Of("explain.part") };
        part.AcceptOnlyFromAmong(DatasetPart.Training, DatasetPart.Validation, DatasetPart.Test);
        var judged = new Option<string?>("--predictions") { Description = CommandTexts.Of("explain.predictions") };
        var classes = new Option<string[]>("--class") { Description = CommandTexts.Of("explain.class") };
        var texts = new Option<int>("--texts") { Description = CommandTexts.Of("explain.texts", UsualTexts), DefaultValueFactory = _ => UsualTexts };
        var fewest = new Option<int>("--fewest") { Description = CommandTexts.Of("explain.fewest", Fewest), DefaultValueFactory = _ => Fewest };
        var seed = new Option<long>("--seed") { Description = CommandTexts.Of("explain.seed") };
        var progress = new Option<bool>("--progress") { Description = CommandTexts.Of("explain.progress") };
        var json = Verb.Json();
        var device = Verb.Device();
        var command = new Command("explain", CommandTexts.Of("explain")) { model, data, part, judged, classes, texts, fewest, seed, progress, json, device };
        command.SetAction(
            async (parsed, stop) =>
            {
                var each = parsed.GetValue(texts);
                if (each is < 1 or > MostTexts)
                {
                    throw new RefusedException(new Refusal("command.explain.texts", ("most", MostTexts), ("received", each)));
                }
                var reference = parsed.GetRequiredValue(model);
                var target = ComputeDevice.Of(parsed.GetRequiredValue(device));
                using var loaded = await Verb.OpenAsync(reference, stop);
                loaded.Network.MoveTo(target);
                if (loaded.Tokenizer is null)
                {
                    throw new RefusedException(new Refusal("command.explain.none", ("received", reference)));
                }
                var pipeline =
                    StoredPreprocessing.TextsOf(reference)
                    ?? throw new RefusedException(new Refusal("texts.evaluate.pipeline", ("model", Path.GetFileName(reference))));
                var task = TrainableTasks.Named(pipeline.Task);
                var source = parsed.GetRequiredValue(data);
                var all = Judged(TextSource.OpenToJudge(source, pipeline.ClassNames, task.Accept, parsed.GetValue(part)), parsed.GetValue(judged), source);
                if (task.Misfit(loaded.Network, all.ClassNames) is { } misfit)
                {
                    throw new RefusedException(misfit);
                }
                var asked = Asked(parsed.GetValue(classes) ?? [], all.ClassNames);
                var samples = asked.Select(name => ClassSample.Of(all, name, each, parsed.GetValue(seed))).ToArray();
                var encoding = TokenEncoding.Of(loaded.Network, loaded.Tokenizer, pipeline.MaxLength);
                var explanation = new TextExplanation(loaded.Network, encoding);
                var (done, total) = (0, samples.Sum(sample => sample.Rows.Count));
                var told = new List<ClassWords>();
                foreach (var (name, sample) in asked.Zip(samples))
                {
                    var answer = AnswerUnit.Of(loaded.Network, name, all.ClassNames.Count);
                    var words = new TellingWords();
                    foreach (var row in sample.Rows)
                    {
                        using var scope = torch.NewDisposeScope();
                        var text = all.Files[row].Text ?? "";
                        words.Add(explanation.Of(text, encoding.Tokenize(text), answer, stop), all.Files[row].Path);
                        done++;
                        if (parsed.GetValue(progress))
                        {
                            output.JsonLine(new WordsProgress(done, total));
                        }
                    }
                    told.Add(
                        new(
                            all.ClassNames[name],
                            sample.OfClass,
                            sample.Rows.Count - sample.OfClass,
                            [.. words.For(parsed.GetValue(fewest), Listed).Select(Of)],
                            [.. words.Against(parsed.GetValue(fewest), Listed).Select(Of)]
                        )
                    );
                }
                var report = new ClassWordsReport(pipeline.Task, parsed.GetValue(seed), parsed.GetValue(fewest), told);
                if (!parsed.GetValue(json))
                {
                    Write(report, output);
                }
                else if (parsed.GetValue(progress))
                {
                    output.JsonLine(report);
                }
                else
                {
                    output.Json(report);
                }
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Core.Runs.TellingWord Of(Engine.Texts.TellingWord word) => new(word.Word, word.Score, word.Texts, [.. word.In.Take(Named)]);

    // Of a cross-validated run those alone that its model did not learn from.
    private static LabelledFiles Judged(LabelledFiles texts, string? predictions, string source)
    {
        if (predictions is null)
        {
            return texts;
        }
        if (!File.Exists(predictions))
        {
            throw new RefusedException(new Refusal("command.given.none", ("path", predictions)));
        }
        using var file = File.OpenRead(predictions);
        var read = PredictionsFile.Read(file, Path.GetFileName(predictions));
        var names = read.Rows.Where(row => read.ModelFold is not { } fold || row.Fold == fold).Select(row => row.Name).ToHashSet(StringComparer.Ordinal);
        LabelledFile[] found = [.. texts.Files.Where(text => names.Contains(text.Path))];
        return found.Length > 0
            ? texts with
            {
                Files = found,
            }
            : throw new RefusedException(new Refusal("command.explain.predictions", ("data", source), ("file", predictions)));
    }

    private static int[] Asked(string[] classes, IReadOnlyList<string> names) =>
        classes.Length == 0
            ? [.. Enumerable.Range(0, names.Count)]
            :
            [
                .. classes.Select(name =>
                    names.ToList().IndexOf(name) is >= 0 and var at
                        ? at
                        : throw new RefusedException(new Refusal("command.explain.class", ("known", string.Join(", ", names)), ("received", name)))
                ),
            ];

    private static void Write(ClassWordsReport report, HostOutput output)
    {
        foreach (var one in report.Classes)
        {
            output.Text(CommandTexts.Of("explain.line", one.Class, one.OfClass, one.OfOthers));
            foreach (var word in one.For.Concat(one.Against))
            {
                output.Text(string.Create(CultureInfo.InvariantCulture, $"  {word.Score, 8:+0.000;-0.000} {word.Texts, 5}  {word.Word}"));
            }
        }
    }
}
