using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Storage;

/// <summary>What people may read of where files lie on the server.</summary>
public static class ShownPaths
{
    /// <summary>The same refusal with a file's name wherever a path leads into the data folder. The folder of weights stays: people lay files into it by
    /// hand.</summary>
    public static Refusal Of(Refusal refusal, StorageLayout layout)
    {
        var path = new Regex(
            $@"{Regex.Escape(layout.Root + Path.DirectorySeparatorChar)}(?!{Regex.Escape(Path.GetFileName(layout.Weights))})[^\s'""“”,;:)]*",
            RegexOptions.CultureInvariant
        );
        return refusal.MapTexts(text => path.Replace(text, found => Path.GetFileName(found.Value.TrimEnd(Path.DirectorySeparatorChar))));
    }
}
