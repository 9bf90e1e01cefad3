namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Pixels as 8-bit values in [H, W, C] order.</summary>
public sealed record DecodedPicture(int Height, int Width, int Channels, byte[] Pixels);
