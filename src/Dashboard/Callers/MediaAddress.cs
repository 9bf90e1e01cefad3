using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Addresses of pictures for the caller whose page shows them.</summary>
public sealed class MediaAddress(MediaKeys keys, CurrentCaller caller)
{
    /// <param name="key"><c>DatasetEntry.MediaKey</c>.</param>
    public string Picture(string key) => Signed($"/media/{key}");

    /// <inheritdoc cref="Picture"/>
    public string Thumb(string key) => Signed($"/media/{key}/thumb");

    /// <param name="address"><c>/media/KEY</c>, <c>/media/KEY/thumb</c> or <c>/drawn/KEY</c>, as an answer gives it; any other, such as a picture that is in
    /// its address, stays as it is.</param>
    public string Signed(string address) =>
        address.Split('/') is ["", _, var key, ..] ? $"{address}?{MediaKeys.Query}={keys.Sign(caller.Value, key)}" : address;
}
