using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

/// <summary>Predicts one uploaded picture with a stored model. The picture lies under a name of ours while the child reads it, and is removed after.</summary>
public sealed class PicturePredictor(ModelFolders folders, PredictorPool pool, StorageLayout layout)
{
    public const int LargestPicture = 20 * 1024 * 1024;

    public async Task<Outcome<PredictionResult>> PredictAsync(
        string what, string artifact, string? preprocessingJson, IReadOnlyList<string> classNames, byte[] picture, CancellationToken cancellationToken)
    {
        if (picture.Length == 0) return Outcome<PredictionResult>.Refused("Expected a picture; received an empty file.");
        if (picture.Length > LargestPicture) return Outcome<PredictionResult>.Refused($"Expected a picture of at most 20 MB; received {picture.Length / 1e6:0.0} MB.");
        if (await folders.PrepareAsync(artifact, preprocessingJson, cancellationToken) is not { } model) return Outcome<PredictionResult>.Refused("The model's file is missing from the store.");
        Directory.CreateDirectory(layout.Scratch);
        // No extension: the child judges by content, never by the name somebody gave.
        var file = Path.Combine(layout.Scratch, "picture-" + Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(file, picture, cancellationToken);
        try
        {
            return await pool.UseAsync(model, what, p => p.PredictAsync(file, classNames, cancellationToken), cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
