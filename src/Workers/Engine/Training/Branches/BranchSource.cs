using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Training.Branches;

/// <summary>A run and an epoch to branch from.</summary>
/// <param name="Folder">The run's, with <c>spec.json</c> and its <c>states</c>; it is only read.</param>
/// <param name="Epochs">Epochs that were done, from 1.</param>
public sealed record BranchSource(string Folder, int Epochs)
{
    /// <summary>Reads <c>RUNFOLDER@EPOCH</c>.</summary>
    /// <exception cref="RefusedException">It is not of that form.</exception>
    public static BranchSource Parse(string text) =>
        text.LastIndexOf('@') is > 0 and var at
        && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var epochs)
        && epochs > 0
            ? new(text[..at], epochs)
            : throw new RefusedException(new Refusal("branch.from", ("received", text)));
}
