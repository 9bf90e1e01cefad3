namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a version's texts are counted by.</summary>
/// <param name="Lengths">In tokens, as <see cref="Text.TokenEstimate"/> counts them.</param>
/// <param name="Flags">How many texts have each flag that <see cref="ListTexts"/> finds; those that none has are not there.</param>
public sealed record TextCounts(TextLengths Lengths, IReadOnlyList<ClassCount> Flags);
