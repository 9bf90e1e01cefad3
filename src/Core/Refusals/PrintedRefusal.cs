namespace MlOpsDashboard.Core.Refusals;

/// <summary>How a child process tells the one that started it why it refused: a line of its standard error after the sentence,
/// <c>{"refusal":{"Kind":0,"Code":"data.classes.tooFew","Values":[...]}}</c>.</summary>
public static class PrintedRefusal
{
    private const string Beginning = "{\"refusal\":",
        Ending = "}";

    public static string Write(Refusal refusal) => Beginning + RefusalJson.Write(refusal) + Ending;

    /// <summary>The refusal of a line, or null where it is any other line.</summary>
    public static Refusal? Read(string line) =>
        line.StartsWith(Beginning, StringComparison.Ordinal) && line.EndsWith(Ending, StringComparison.Ordinal)
            ? RefusalJson.Read(line.AsSpan()[Beginning.Length..^Ending.Length])
            : null;
}
