// OpenSSL's libcrypto: SHA-256 through EVP, which takes the processor's own instructions where it has them. The headers
// need no wrapper.
#include <openssl/crypto.h>
#include <openssl/evp.h>
