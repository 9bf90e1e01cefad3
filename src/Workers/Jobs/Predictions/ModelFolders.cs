using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

/// <summary>Lays a stored model out as a child expects it: <c>model.keras</c> with <c>preprocessing.json</c> beside it. The preprocessing is the registry's,
/// not what lay in the run's folder.</summary>
public sealed class ModelFolders(IArtifactStore artifacts, CheckedArtifacts hashed, StorageLayout layout)
{
    /// <returns>Path of the model file, whose bytes were hashed when it was first asked for since the start; refused where they are missing or
    /// damaged.</returns>
    public async Task<Outcome<string>> PrepareAsync(string artifact, string? preprocessingJson, CancellationToken cancellationToken)
    {
        if (await artifacts.LocalPathAsync(artifact, cancellationToken) is not { } stored)
            return Outcome<string>.Refused(CheckedArtifacts.Missing(StorageFindings.Artifact, artifact));
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(artifact + "\n" + preprocessingJson)))[..32];
        var folder = Path.Combine(layout.Scratch, "models", key);
        var model = Path.Combine(folder, "model.keras");
        if (File.Exists(model))
            return model;
        var whole = await hashed.OpenAsync(StorageFindings.Artifact, artifact, cancellationToken);
        if (whole.Value is not { } bytes)
            return Outcome<string>.Refused(whole.Reason!);
        await bytes.DisposeAsync();
        Directory.CreateDirectory(folder);
        if (preprocessingJson is not null)
            await File.WriteAllTextAsync(Path.Combine(folder, "preprocessing.json"), preprocessingJson, cancellationToken);
        // Last, so that a folder with a model is a whole one. A link left over from a deleted artifact is replaced.
        File.Delete(model);
        try
        {
            File.CreateSymbolicLink(model, stored);
        }
        catch (IOException) when (File.Exists(model))
        {
            // Another request was quicker.
        }
        return model;
    }
}
