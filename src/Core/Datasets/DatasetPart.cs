namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a picture of a dataset version is for, as manifests name it.</summary>
public static class DatasetPart
{
    public const string Training = "training";
    public const string Validation = "validation";

    /// <summary>Kept away from every run: no job that trains is given these pictures.</summary>
    public const string Test = "test";

    /// <summary>Of a picture of which nothing is said yet: no run is given it until it is labelled.</summary>
    public const string Unlabelled = "unlabelled";

    /// <summary>Whether a job that trains may be given such pictures.</summary>
    /// <param name="part">Null where the part is left open.</param>
    public static bool IsForTraining(string? part) => part is not (Test or Unlabelled);

    // What people put around the word: train_images, seg_train, test-set.
    private static readonly HashSet<string> Neutral = new(
        ["set", "data", "dataset", "split", "images", "image", "imgs", "img", "pictures", "photos", "samples", "seg"],
        StringComparer.Ordinal
    );

    /// <summary>The part that people mean by a word: <c>train</c>, <c>val</c>, <c>dev</c>, <c>holdout</c>, <c>train_images</c>, <c>测试集</c>, in any case; null
    /// where it names none.</summary>
    public static string? Named(string word)
    {
        string[] words =
        [
            .. word.Trim().ToLowerInvariant().Split([' ', '_', '-', '.'], StringSplitOptions.RemoveEmptyEntries).Where(part => !Neutral.Contains(part)),
        ];
        return words switch
        {
            ["train" or "training" or "trn" or "trainset" or "traindata" or "训练" or "训练集" or "訓練" or "訓練集"] => Training,
            ["val" or "valid" or "validation" or "validate" or "dev" or "valset" or "devset" or "valdata" or "验证" or "验证集" or "驗證" or "驗證集"] =>
                Validation,
            ["test" or "testing" or "tst" or "testset" or "testdata" or "holdout" or "测试" or "测试集" or "測試" or "測試集"] or ["hold", "out"] => Test,
            _ => null,
        };
    }
}
