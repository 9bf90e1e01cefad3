using Google.Protobuf;

namespace MlOpsDashboard.Workers.Engine.Formats.Protobuf;

/// <summary>A field of a message.</summary>
/// <param name="Whole">Of a number: its bits; else 0.</param>
/// <param name="Bytes">Of a text or a message; else empty.</param>
internal readonly record struct ProtoField(int Number, ulong Whole, ByteString Bytes);
