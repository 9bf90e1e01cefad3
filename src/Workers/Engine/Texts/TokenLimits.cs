using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>How many tokens a text may have.</summary>
internal static class TokenLimits
{
    /// <summary>Room for a text's own tokens.</summary>
    /// <param name="added">Tokens that are added to it.</param>
    /// <exception cref="RefusedException">Not even room for those, or for a single token.</exception>
    public static int Room(int? maxLength, int added)
    {
        var least = Math.Max(added, 1);
        if (maxLength < least)
            throw new RefusedException(new Refusal("texts.maxLength", ("least", least), ("received", maxLength.Value)));
        return (maxLength ?? int.MaxValue) - added;
    }

    public static void RefusePair(string? pair, string kind)
    {
        if (pair is not null)
            throw new RefusedException(new Refusal("texts.pair", ("kind", kind)));
    }
}
