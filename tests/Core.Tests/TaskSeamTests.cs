using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Tests;

/// <summary>A task is a folder in each wing and nothing elsewhere: outside of them its name and its types are not written.</summary>
public sealed partial class TaskSeamTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src");

    // File, word, and why it may stand there.
    private static readonly (string File, string Word, string Why)[] Allowed =
    [
        ("Core/Training/TrainingSpec.cs", "image-classification", "A spec without a task is one of these, as they all were."),
        ("Workers/Engine/Data/PicturePipeline.cs", "image-classification", "A pipeline without a task is one of these, as they all were."),
        ("Workers/Host/Bench/TrainingRates.cs", "Tasks.ImageClassification", "What it measures is the step of a classifier."),
        ("Workers/Host/Bench/TrainingRates.cs", "ClassificationObjective", "What it measures is the step of a classifier."),
        (
            "Workers/Host/Verbs/NetworkEnd.cs",
            "Tasks.ImageClassification",
            "Of a network beside which nothing is stored, an output that is a softmax or a sigmoid is read as a classifier's."
        ),
        (
            "Workers/Host/Verbs/NetworkEnd.cs",
            "ClassAnswers",
            "Of a network beside which nothing is stored, an output that is a softmax or a sigmoid is read as a classifier's."
        ),
    ];

    [Fact]
    public void Sources_OutsideOfTheTasksFolders_NameNoTask()
    {
        var names = TaskCards.All.Select(card => card.Name).ToList();
        Assert.Equal(5, names.Count);
        Refuse(new Regex(string.Join('|', names.Select(name => $"\"{Regex.Escape(name)}\""))));
    }

    [Fact]
    public void Sources_OutsideOfTheTasksFolders_NameNoTypeOfATask()
    {
        var types = Folders()
            .SelectMany(folder => Directory.EnumerateFiles(folder))
            .Select(file => Path.GetFileName(file).Split('.')[0])
            .Where(name => name != "_Imports")
            .Distinct()
            .ToList();
        Assert.Contains("RegressionCard", types);
        Assert.Contains("MultiLabelClassificationTask", types);
        Refuse(new Regex($@"\b({string.Join('|', types)})\b"));
    }

    [Theory]
    [InlineData("if (spec.Task == \"regression\")", true)]
    [InlineData("var card = new RegressionCard();", true)]
    [InlineData("using MlOpsDashboard.Core.Tasks.Regression;", true)]
    [InlineData("// A linear regression of speeds.", false)]
    public void Patterns_FindWhatTheyRefuse(string line, bool refused) =>
        Assert.Equal(refused, line.Contains("\"regression\"") || Folder().IsMatch(line) || Regex.IsMatch(line, @"\bRegressionCard\b"));

    private static void Refuse(Regex pattern)
    {
        var found = Directory
            .EnumerateFiles(Source, "*", SearchOption.AllDirectories)
            .Where(file =>
                (file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
                && !Path.GetRelativePath(Source, file).Split('/').Any(part => part is "obj" or "bin" or "node_modules")
            )
            .Where(file => !Folders().Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal)))
            .SelectMany(file =>
                File.ReadLines(file).Select((line, i) => (File: Path.GetRelativePath(Source, file).Replace('\\', '/'), Line: i + 1, Text: line))
            )
            .Where(at => !at.Text.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(at => (at.File, at.Line, Word: pattern.Match(at.Text) is { Success: true } match ? match.Value.Trim('"') : Folder().Match(at.Text).Value))
            .Where(at => at.Word.Length > 0 && !Allowed.Any(allowed => allowed.File == at.File && allowed.Word == at.Word))
            .Select(at => $"{at.File}:{at.Line}: {at.Word}")
            .ToList();
        Assert.True(found.Count == 0, $"Expected a task's name and types in its own folders alone. Received:\n{string.Join('\n', found)}");
    }

    private static IEnumerable<string> Folders() =>
        from root in new[] { "Core/Tasks", "Workers/Engine/Tasks", "Dashboard/Components/Tasks" }
        from folder in Directory.EnumerateDirectories(Path.Combine(Source, root))
        select folder;

    [GeneratedRegex(@"\bTasks\.(ImageClassification|MultiLabelClassification|ObjectDetection|Regression|TextClassification)\b")]
    private static partial Regex Folder();
}
