using System.Globalization;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Dashboard.Components.Tasks;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>What a dataset says of its pictures, in words of its kind.</summary>
public static class TargetWords
{
    private static readonly TextResource Texts = new(typeof(DatasetsTexts));

    /// <summary>“3 classes”, “5 labels”, “2 numbers”.</summary>
    public static string Count(string kind, int count) => Texts[$"Count.{Known(kind)}", count];

    /// <summary>What one is called: “class”, “label”, “number”.</summary>
    public static string One(string kind) => Texts[$"One.{Known(kind)}"];

    /// <summary>Over a column that counts them: “Classes”, “Labels”, “Numbers”.</summary>
    public static string Heading(string kind) => Texts[$"Heading.{Known(kind)}"];

    /// <summary>What is true of a picture: its class, “cat, red”, “no label”, or “age 3.5, height 2”.</summary>
    /// <param name="kind">One of <see cref="DatasetKinds"/>.</param>
    /// <param name="names">Of the dataset, in order.</param>
    public static string Of(string kind, DatasetEntry picture, IReadOnlyList<string> names) =>
        picture switch
        {
            { Target: not null } => DatasetPages.Find(kind)?.Words(picture, names) ?? "",
            { Labels: { Count: 0 } } => Texts["NoLabel"],
            { Labels: { } labels } => string.Join(", ", labels),
            { Numbers: [var only] } => Number(only),
            { Numbers: { } numbers } => string.Join(", ", numbers.Zip(names, (number, name) => $"{name} {Number(number)}")),
            _ => picture.Class,
        };

    // Kinds of a task's own count classes.
    private static string Known(string kind) => kind is DatasetKinds.Labels or DatasetKinds.Numbers ? kind : DatasetKinds.Class;

    /// <summary>Four digits, whatever its size.</summary>
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
