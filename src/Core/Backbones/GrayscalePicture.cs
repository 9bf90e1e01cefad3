namespace MlOpsDashboard.Core.Backbones;

/// <param name="Source">Path in the dataset.</param>
/// <param name="Url">The grey picture: an address of <see cref="Storage.DrawnPictures"/>, as are the maps.</param>
/// <param name="Maps">By method: the mean magnitude of the first convolution's filters, on one scale for the picture.</param>
public sealed record GrayscalePicture(string Source, string Url, IReadOnlyDictionary<string, string> Maps);
