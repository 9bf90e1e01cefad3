using System.Globalization;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Metrics;

/// <summary>Metrics in words.</summary>
public static class MetricWords
{
    private static readonly TextResource Texts = new(typeof(MetricWords));

    // A share is of more than one.
    private const int Many = 2;

    /// <summary><c>Validation accuracy</c>, <c>Training loss</c>.</summary>
    public static string Title(string name) => Texts[$"Title.{(MetricNames.IsValidation(name) ? "Validation" : "Training")}{Script(Bare(name))}", Bare(name)];

    // Names that are abbreviations, as the field writes them.
    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["mae"] = "MAE",
        ["mse"] = "MSE",
        ["rmse"] = "RMSE",
        ["r2"] = "R²",
        ["auc"] = "AUC",
    };

    /// <summary>Of training and validation alike, as a heading: <c>Accuracy</c>, <c>Loss</c>, <c>MAE</c>.</summary>
    public static string Short(string name) =>
        Bare(name) is { Length: > 0 } bare ? Written.GetValueOrDefault(bare) ?? char.ToUpperInvariant(bare[0]) + bare[1..] : name;

    /// <summary>Within a sentence: <c>validation accuracy</c>, <c>loss</c>.</summary>
    public static string Plain(string name) => MetricNames.IsValidation(name) ? Texts[$"Plain.{Script(Bare(name))}", Bare(name)] : Bare(name);

    /// <summary>What is said of a value: <c>91.4 % of validation pictures right</c>, <c>validation loss 0.412</c>, <c>val_r2 0.87</c>.</summary>
    /// <param name="input">What the judged examples are, as <see cref="InputCards"/> names it.</param>
    public static string Phrase(MetricSpec metric, double value, string input = InputCards.Pictures) => Phrase(metric, Value(metric, value), input);

    /// <summary>The same of a value that is put in words already.</summary>
    /// <param name="input">What the judged examples are, as <see cref="InputCards"/> names it.</param>
    public static string Phrase(MetricSpec metric, string value, string input = InputCards.Pictures) =>
        SpeaksForItself(metric) ? Texts["Accuracy", value, InputCards.Named(input).Noun(Many)] : $"{Beside(metric)} {value}";

    /// <summary>The same where there is little room: <c>91.4 % right</c>, <c>val_r2 0.87</c>.</summary>
    public static string Brief(MetricSpec metric, string value) => SpeaksForItself(metric) ? Texts["AccuracyBrief", value] : $"{metric.Name} {value}";

    /// <summary>Whether people know what a value of it is without its name.</summary>
    public static bool SpeaksForItself(MetricSpec metric) => metric.Name == ClassificationMetrics.ValAccuracy;

    /// <summary>What stands beside a value that is shown large: <c>of validation pictures right</c>, <c>val_r2</c>.</summary>
    /// <param name="input">What the judged examples are, as <see cref="InputCards"/> names it.</param>
    public static string Beside(MetricSpec metric, string input = InputCards.Pictures) =>
        SpeaksForItself(metric) ? Texts["AccuracyBeside", InputCards.Named(input).Noun(Many)]
        : metric.Name == MetricNames.ValLoss ? Plain(metric.Name)
        : metric.Name;

    /// <summary>A value with its unit: <c>91.4 %</c>, <c>0.412</c>, <c>3.2 cm</c>.</summary>
    public static string Value(MetricSpec metric, double value) =>
        metric.IsShare ? RunWords.Percent(value) : Number(value) + (metric.Unit is { } unit ? " " + unit : "");

    /// <summary>The size of a difference, without its sign: <c>2.1 points</c>, <c>0.03</c>, <c>0.4 cm</c>.</summary>
    public static string Difference(MetricSpec metric, double difference) =>
        metric.IsShare
            ? Texts["Points", (Math.Abs(difference) * 100).ToString("0.0", CultureInfo.InvariantCulture)]
            : Number(Math.Abs(difference)) + (metric.Unit is { } unit ? " " + unit : "");

    /// <summary>Up to three decimals, fewer for large numbers.</summary>
    public static string Number(double value) =>
        Math.Abs(value) switch
        {
            0 => "0",
            < 0.001 or >= 1e9 => value.ToString("0.##e-0", CultureInfo.InvariantCulture),
            < 10 => value.ToString("0.###", CultureInfo.InvariantCulture),
            < 100 => value.ToString("0.##", CultureInfo.InvariantCulture),
            < 1000 => value.ToString("0.#", CultureInfo.InvariantCulture),
            _ => value.ToString("#,0", CultureInfo.InvariantCulture),
        };

    private static string Bare(string name) => Texts.Find($"Name.{MetricNames.Training(name)}") ?? MetricNames.Training(name).Replace('_', ' ');

    // Letters of another script are set apart from Chinese by a space.
    private static string Script(string name) => name.Length > 0 && char.IsAscii(name[0]) ? "Latin" : "Chinese";
}
