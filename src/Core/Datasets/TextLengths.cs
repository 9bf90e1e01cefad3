namespace MlOpsDashboard.Core.Datasets;

/// <summary>How long the texts of a version are, in tokens as <see cref="Text.TokenEstimate"/> counts them.</summary>
/// <param name="Counts">At place n the texts of n tokens; at the last one, <see cref="Longest"/>, those of as many or more.</param>
public sealed record TextLengths(IReadOnlyList<int> Counts)
{
    /// <summary>Longer ones are not told apart.</summary>
    public const int Longest = 1024;

    public static TextLengths Of(IEnumerable<int> lengths)
    {
        var counts = new int[Longest + 1];
        foreach (var length in lengths)
            counts[Math.Clamp(length, 0, Longest)]++;
        return new(counts);
    }

    public int Texts => Counts.Sum();

    /// <summary>The share of texts that lose their end where at most so many tokens are read, from 0 to 1.</summary>
    /// <param name="maxLength">Below <see cref="Longest"/>; of as many or more nothing is known to be cut.</param>
    public double ShareCut(int maxLength) => Texts is var all && all == 0 ? 0 : (double)Counts.Skip(maxLength + 1).Sum() / all;

    /// <summary>The length that so many of the texts don't exceed; 0 where there are none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public int Quantile(double share)
    {
        var (wanted, sum) = (share * Texts, 0);
        for (var length = 0; length < Counts.Count; length++)
            if ((sum += Counts[length]) > 0 && sum >= wanted)
                return length;
        return 0;
    }
}
