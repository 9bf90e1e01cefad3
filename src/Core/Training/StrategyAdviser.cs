using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Training;

/// <summary>The tutorial's nine answers: dataset size (small below 1,000, medium to 10,000, large) by similarity to ImageNet.</summary>
public static class StrategyAdviser
{
    private static readonly TextResource Texts = new(typeof(StrategyAdviser));

    public static DatasetSize SizeOf(int pictures) =>
        pictures < 1_000 ? DatasetSize.Small
        : pictures <= 10_000 ? DatasetSize.Medium
        : DatasetSize.Large;

    public static StrategyAdvice Advise(int pictures, Similarity similarity)
    {
        var size = SizeOf(pictures);
        int? last = (size, similarity) switch
        {
            (DatasetSize.Small, Similarity.High) => 0,
            (DatasetSize.Small, Similarity.Medium) => 10,
            (DatasetSize.Small, Similarity.Low) => 25,
            (DatasetSize.Medium, Similarity.High) => 5,
            (DatasetSize.Medium, Similarity.Medium) => 20,
            (DatasetSize.Medium, Similarity.Low) => 50,
            (DatasetSize.Large, Similarity.High) => 20,
            (DatasetSize.Large, Similarity.Medium) => 50,
            _ => null,
        };
        var strategy = last switch
        {
            0 => StrategyNames.FeatureExtraction,
            null => StrategyNames.Everything,
            _ => StrategyNames.FineTuning,
        };
        return new(size, similarity, strategy, last, Texts[$"Advice.{size}{similarity}", pictures]);
    }
}
