using System.Globalization;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>What a dataset says of its pictures, in words of its kind.</summary>
public static class TargetWords
{
    /// <summary>“3 classes”, “5 labels”, “2 numbers”.</summary>
    public static string Count(string kind, int count) => kind switch
    {
        DatasetKinds.Labels => Format.Count(count, "label"),
        DatasetKinds.Numbers => Format.Count(count, "number"),
        _ => Format.Count(count, "class", "classes"),
    };

    /// <summary>What one is called: “class”, “label”, “number”.</summary>
    public static string One(string kind) => kind switch
    {
        DatasetKinds.Labels => "label",
        DatasetKinds.Numbers => "number",
        _ => "class",
    };

    /// <summary>Before the count in a sentence: pictures are <c>in</c> classes, and <c>with</c> labels or numbers.</summary>
    public static string Joint(string kind) => kind == DatasetKinds.Class ? "in" : "with";

    /// <summary>What is true of a picture: its class, “cat, red”, “no label”, or “age 3.5, height 2”.</summary>
    /// <param name="names">Of the numbers, in order.</param>
    public static string Of(DatasetEntry picture, IReadOnlyList<string> names) => picture switch
    {
        { Labels: { Count: 0 } } => "no label",
        { Labels: { } labels } => string.Join(", ", labels),
        { Numbers: [var only] } => Number(only),
        { Numbers: { } numbers } => string.Join(", ", numbers.Zip(names, (number, name) => $"{name} {Number(number)}")),
        _ => picture.Class,
    };

    /// <summary>Four digits, whatever its size.</summary>
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
