using System.Globalization;

namespace MlOpsDashboard.Core.Training;

/// <summary>How near the pictures are to ImageNet's photographs.</summary>
public enum Similarity { High, Medium, Low }

public enum DatasetSize { Small, Medium, Large }

/// <param name="Strategy">One of <see cref="StrategyNames"/>.</param>
/// <param name="UnfreezeLast">Layers to fine-tune after feature extraction; 0 for the classifier only; null for all.</param>
/// <param name="Sentence">Why, for a person.</param>
public sealed record StrategyAdvice(DatasetSize Size, Similarity Similarity, string Strategy, int? UnfreezeLast, string Sentence);

/// <summary>The tutorial's nine answers: dataset size (small below 1,000, medium to 10,000, large) by similarity to ImageNet.</summary>
public static class StrategyAdviser
{
    public static DatasetSize SizeOf(int pictures) => pictures < 1_000 ? DatasetSize.Small : pictures <= 10_000 ? DatasetSize.Medium : DatasetSize.Large;

    public static StrategyAdvice Advise(int pictures, Similarity similarity)
    {
        var size = SizeOf(pictures);
        (int? last, string what) = (size, similarity) switch
        {
            (DatasetSize.Small, Similarity.High) => (0, "train the classifier only"),
            (DatasetSize.Small, Similarity.Medium) => (10, "fine-tune about the last 10 layers"),
            (DatasetSize.Small, Similarity.Low) => (25, "fine-tune the last 20 to 30 layers"),
            (DatasetSize.Medium, Similarity.High) => (5, "fine-tune the last few layers"),
            (DatasetSize.Medium, Similarity.Medium) => (20, "fine-tune about 20 layers"),
            (DatasetSize.Medium, Similarity.Low) => (50, "fine-tune about 50 layers"),
            (DatasetSize.Large, Similarity.High) => (20, "fine-tune about 20 layers"),
            (DatasetSize.Large, Similarity.Medium) => (50, "fine-tune about 50 layers"),
            _ => ((int?)null, "train all layers, or from scratch"),
        };
        var strategy = last switch { 0 => StrategyNames.FeatureExtraction, null => StrategyNames.Everything, _ => StrategyNames.FineTuning };
        var sentence = string.Create(CultureInfo.InvariantCulture,
            $"{size} dataset ({pictures:N0} pictures), {similarity.ToString().ToLowerInvariant()} similarity to ImageNet: {what}.");
        return new(size, similarity, strategy, last, sentence);
    }
}
