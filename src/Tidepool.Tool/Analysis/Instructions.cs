using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Tidepool.Tool.Analysis;

/// <summary>Decodes a method's IL.</summary>
internal static class Instructions
{
    /// <summary>The first byte of two-byte opcodes.</summary>
    private const int Prefix = 0xFE;

    private const int TokenSize = 4;

    private static readonly Dictionary<int, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (OpCode)field.GetValue(null)!).ToDictionary(static code => (int)(ushort)code.Value);

    /// <summary>All instructions in order, with their metadata tokens, if any.</summary>
    internal static IEnumerable<(int Offset, OpCode Code, EntityHandle Operand)> Of(MethodBodyBlock body)
    {
        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int offset = code.Offset;
            int value = code.ReadByte();
            OpCode instruction = s_codes[value == Prefix ? (value << 8) | code.ReadByte() : value];
            EntityHandle operand = default;
            switch (instruction.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineField or OperandType.InlineTok:
                    operand = MetadataTokens.EntityHandle(code.ReadInt32());
                    break;
                case OperandType.InlineSwitch:
                    // Read first: a compound assignment would add to the offset from before the read.
                    int targets = code.ReadInt32();
                    code.Offset += TokenSize * targets;
                    break;
                default:
                    code.Offset += SizeOf(instruction.OperandType);
                    break;
            }

            yield return (offset, instruction, operand);
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
