using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.SavedModels;

internal static class TextBatches
{
    /// <summary>Texts of different lengths as one batch: ids, filled up with zeros, and where there are any.</summary>
    public static (Tensor Ids, Tensor Mask) Pad(IReadOnlyList<int[]> texts)
    {
        var longest = texts.Max(text => text.Length);
        int[] Row(int[] text, Func<int, int> of) => [.. text.Select(of), .. new int[longest - text.Length]];
        return (
            tensor(texts.SelectMany(text => Row(text, id => id)).ToArray(), [texts.Count, longest]),
            tensor(texts.SelectMany(text => Row(text, _ => 1)).ToArray(), [texts.Count, longest])
        );
    }
}
