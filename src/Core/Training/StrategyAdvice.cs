namespace MlOpsDashboard.Core.Training;

/// <param name="Strategy">One of <see cref="StrategyNames"/>.</param>
/// <param name="UnfreezeLast">Layers to fine-tune after feature extraction; 0 for the classifier only; null for all.</param>
/// <param name="Sentence">Why, for a person.</param>
public sealed record StrategyAdvice(DatasetSize Size, Similarity Similarity, string Strategy, int? UnfreezeLast, string Sentence);
