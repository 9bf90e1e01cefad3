using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Core.Runs;

/// <summary>One example that a model is asked about: an uploaded picture, which is gone afterwards, or a text.</summary>
public sealed record PredictionQuestion
{
    /// <summary>Characters of a <see cref="Text"/>.</summary>
    public const int LongestText = 20_000;

    public UploadSource? Picture { get; init; }

    public string? Text { get; init; }

    public static implicit operator PredictionQuestion(UploadSource picture) => OfPicture(picture);

    public static PredictionQuestion OfPicture(UploadSource picture) => new() { Picture = picture };

    public static PredictionQuestion OfText(string text) => new() { Text = text };
}
